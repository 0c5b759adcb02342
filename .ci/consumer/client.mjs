// A client with cookies that follows redirects: as little of a browser as a login needs.

export function createClient() {
  const cookies = new Map()

  async function send(url, init = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(url, { ...init, headers: { ...(cookie && { cookie }) }, redirect: "manual" })
    for (const line of response.headers.getSetCookie()) keep(line)
    const location = response.headers.get("location")
    if (response.status < 300 || response.status > 399 || !location) {
      return { url, status: response.status, text: await response.text() }
    }
    return send(new URL(location, url).href)
  }

  function keep(line) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
    if (/; *(max-age=0|expires=thu, 01 jan 1970)/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    get: (url) => send(url),
    post: (url, form = {}) => send(url, { method: "POST", body: new URLSearchParams(form) }),
  }
}
