// Bundles the browser code: one file per entry, committed, so that users need no Node.

import { build } from "esbuild";

export const ENTRIES = ["form", "route"];
const out = process.argv[2] ?? "src/shixun/widgets/static";

await build({
  entryPoints: ENTRIES.map((name) => `src/shixun/widgets/${name}.js`),
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  banner: { js: "// Built by `make js` from the modules named below; change those." },
});
