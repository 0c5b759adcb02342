import { createServer } from "node:http"

/** A port on which nothing listens. */
export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, "localhost", resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
