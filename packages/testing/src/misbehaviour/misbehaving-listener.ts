// Stands between the sockets and a provider that behaves, and misbehaves in its name.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { signingKeys, strangerKey } from "../signing-keys.js"
import type { Answer, Facts, Fault, ProviderEndpoint, ProviderKeys } from "./fault.js"
import { signingKeyOf } from "./id-token.js"
import { faultOf, type Misbehaving } from "./misbehaviours.js"

export interface MisbehavingListener {
  readonly listener: RequestListener
  /** From the next request on. @throws TypeError when there is no such misbehaviour, or not there */
  set(misbehaving: Misbehaving | undefined): void
}

/** @param endpoints the paths of the provider's endpoints */
export function misbehavingListener({
  behaves,
  issuer,
  clientId,
}: {
  behaves: RequestListener
  issuer: string
  clientId: string
}): MisbehavingListener {
  let current: ReturnType<typeof faultOf> | undefined
  return {
    async listener(request, response) {
      const endpoint = endpointOf(request)
      if (current === undefined || endpoint === undefined || !current.at.has(endpoint)) {
        return behaves(request, response)
      }
      const { fault } = current
      if (fault.answer) return fault.answer(request, response)
      if (fault.change) changeAnswer(response, fault.change, { endpoint, issuer, clientId, keys: await keys() })
      behaves(request, response)
    },
    set(misbehaving) {
      current = misbehaving && faultOf(misbehaving)
    },
  }
}

/** Where the certified provider has its endpoints; a login comes back to the authorization endpoint with an id. */
const paths: readonly [path: RegExp, endpoint: ProviderEndpoint][] = [
  [/^\/\.well-known\/openid-configuration$/, "metadata"],
  [/^\/jwks$/, "jwks_uri"],
  [/^\/auth(?:\/|$)/, "authorization_endpoint"],
  [/^\/token$/, "token_endpoint"],
  [/^\/me$/, "userinfo_endpoint"],
  [/^\/session\/end(?:\/|$)/, "end_session_endpoint"],
]

function endpointOf({ url = "/" }: IncomingMessage): ProviderEndpoint | undefined {
  const [path = "/"] = url.split("?", 1)
  return paths.find(([pattern]) => pattern.test(path))?.[1]
}

async function keys(): Promise<ProviderKeys> {
  const [[rsa, ec], stranger] = await Promise.all([signingKeys(), strangerKey()])
  if (rsa === undefined || ec === undefined) throw new Error("the provider has no keys")
  return { usual: signingKeyOf(rsa), other: signingKeyOf(ec), stranger: signingKeyOf(stranger) }
}

/** Keeps back what is written until it is whole, and lets something else go out. */
function changeAnswer(response: ServerResponse, change: NonNullable<Fault["change"]>, facts: Facts): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string))
  }
  const end = response.end.bind(response) as (body: Buffer) => ServerResponse
  response.write = ((chunk: unknown) => {
    keep(chunk)
    return true
  }) as ServerResponse["write"]
  response.end = ((chunk: unknown) => {
    keep(chunk)
    const body = Buffer.concat(chunks).toString("utf8")
    const { statusCode: status } = response
    const changed: Answer = change({ status, headers: { ...response.getHeaders() }, body }, facts)
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    for (const [name, value] of Object.entries(changed.headers)) {
      if (value !== undefined && name !== "content-length") response.setHeader(name, value)
    }
    response.statusCode = changed.status
    return end(Buffer.from(changed.body))
  }) as ServerResponse["end"]
}
