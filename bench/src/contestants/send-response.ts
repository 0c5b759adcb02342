/** A Response that a rival has made for a server of another kind. */
import type { ServerResponse } from "node:http"

export async function sendResponse(res: ServerResponse, response: Response): Promise<void> {
  res.statusCode = response.status
  res.setHeaders(response.headers)
  res.end(await response.text())
}
