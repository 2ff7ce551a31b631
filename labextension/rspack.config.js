// Ids by order: by default they depend on where the checkout lies, and no two builds would be alike.
module.exports = { optimization: { moduleIds: 'natural', chunkIds: 'natural' } };
