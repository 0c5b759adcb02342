import { defineConfig } from "vitepress"

export default defineConfig({
  title: "x-auth",
  description: "Login, user and logout for TypeScript servers, from an [auth] table in a secrets.toml.",
  head: [["link", { rel: "icon", href: "/icon.svg", type: "image/svg+xml" }]],
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    socialLinks: [],
    sidebar: [
      {
        text: "Begin",
        items: [
          { text: "What it is", link: "/" },
          { text: "Getting started", link: "/getting-started" },
          { text: "Command line", link: "/command-line" },
        ],
      },
      {
        text: "Use",
        items: [
          { text: "Configuration", link: "/configuration" },
          { text: "Configuration errors", link: "/configuration-errors" },
          { text: "Presets", link: "/presets" },
          { text: "Client authentication", link: "/client-authentication" },
          { text: "User and session", link: "/user-and-session" },
          { text: "Sessions", link: "/sessions" },
          { text: "Stores", link: "/stores" },
          { text: "Access tokens", link: "/tokens" },
          { text: "Ending sessions", link: "/logout" },
          { text: "Routes and guards", link: "/routes" },
          { text: "Errors", link: "/errors" },
          { text: "Cookies", link: "/cookies" },
          { text: "Many processes", link: "/deployment" },
          { text: "Limits", link: "/limits" },
          { text: "Security", link: "/security" },
        ],
      },
      {
        text: "Build",
        items: [
          { text: "Adapters", link: "/adapters" },
          { text: "Testing", link: "/testing" },
          { text: "OpenID conformance", link: "/conformance" },
          { text: "Benchmarks", link: "/benchmarks" },
        ],
      },
    ],
  },
})
