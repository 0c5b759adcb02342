// An OpenID Provider on this machine. It knows the client of the secrets.toml beside this file.

// #region provider
import { startProvider } from "@x/testing"

const { issuer } = await startProvider({
  port: 8502,
  clientId: "first-app",
  clientSecret: "only-for-this-machine",
})
console.log(`The development provider listens on ${issuer}`)
// #endregion provider
