// A block of cells as Excel and WPS copy it: text with tabs and line ends.

/**
 * Its lines and cells; a cell with line ends or tabs in it stands in quotes.
 * @param {string} text
 * @returns {string[][]}
 */
export function readBlock(text) {
  /** @type {string[][]} */
  const lines = [[]];
  const cells = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g;
  for (const [, quoted, plain, end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(cells)) {
    lines.at(-1)?.push((quoted?.replaceAll('""', '"') ?? plain).replaceAll("\n", " "));
    if (end === "\n") lines.push([]);
    if (end === "") break;
  }
  return lines;
}
