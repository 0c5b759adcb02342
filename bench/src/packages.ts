/** What one imports to have logins: by library, for what its import and its size cost. */
export interface Package {
  readonly title: string
  /** As they are imported. */
  readonly specifiers: readonly string[]
}

export const packages = {
  protocol: { title: "oauth4webapi, iron-webcrypto", specifiers: ["oauth4webapi", "iron-webcrypto"] },
  core: { title: "@x/core", specifiers: ["@x/core"] },
  node: { title: "@x/adapter-node", specifiers: ["@x/adapter-node", "@x/core/load"] },
  koa: { title: "@x/adapter-koa", specifiers: ["@x/adapter-koa", "@x/core/load"] },
  fetch: { title: "@x/adapter-fetch", specifiers: ["@x/adapter-fetch", "@x/core/load"] },
  "iron-session": { title: "iron-session, openid-client", specifiers: ["iron-session", "openid-client"] },
  "express-openid-connect": { title: "express-openid-connect", specifiers: ["express-openid-connect"] },
  "auth-express": { title: "@auth/express", specifiers: ["@auth/express"] },
  "better-auth": { title: "better-auth", specifiers: ["better-auth", "better-auth/plugins/generic-oauth"] },
  passport: {
    title: "Passport, openid-client, express-session",
    specifiers: ["passport", "openid-client", "openid-client/passport", "express-session"],
  },
  "hono-oidc-auth": { title: "@hono/oidc-auth", specifiers: ["@hono/oidc-auth"] },
} as const satisfies Readonly<Record<string, Package>>

export type PackageName = keyof typeof packages
