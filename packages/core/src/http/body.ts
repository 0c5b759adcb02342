/** Reads bodies that others send us, and never more of one than is wanted. */

/** The bytes of a body; undefined, with the rest left unread, when there are more than `most`. */
export async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const result = await reader?.read()
    if (result === undefined || result.done) break
    length += result.value.length
    if (length > most) {
      // Not awaited: where the body is one half of a tee, it ends only when the other half does.
      reader?.cancel().catch(() => {})
      return undefined
    }
    chunks.push(result.value)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
