// The package.json of somebody who installs our tarballs, with the frameworks and clients in the versions that we test with.
import { readFileSync, writeFileSync } from "node:fs"

const [folder, ...tarballs] = process.argv.slice(2)
const root = new URL("../", import.meta.url)

const versions = Object.assign(
  {},
  ...[
    "package.json",
    "examples/package.json",
    "packages/store-redis/package.json",
    ...["node", "koa", "fetch"].map((a) => `packages/adapter-${a}/package.json`),
  ]
    .map((file) => JSON.parse(readFileSync(new URL(file, root), "utf8")))
    .map(({ dependencies, devDependencies }) => ({ ...dependencies, ...devDependencies })),
)
const frameworks = ["express", "koa", "@hono/node-server", "hono", "@types/node", "@types/express", "@types/koa"]
const clients = ["redis", "ioredis"]

const dependencies = {
  ...Object.fromEntries([...frameworks, ...clients].map((name) => [name, versions[name]])),
  ...Object.fromEntries(tarballs.map((file) => [nameOf(file), `file:${file}`])),
}
writeFileSync(`${folder}/package.json`, JSON.stringify({ private: true, type: "module", dependencies }, null, 2))

/** `…/x-adapter-node-0.1.0.tgz` is `@x/adapter-node`. */
function nameOf(tarball) {
  return tarball.replace(/^.*\/x-(.+?)-\d+\..*$/, "@x/$1")
}
