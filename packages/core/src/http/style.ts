/** How our own pages look: one card, light and dark, from 320 px up; no font, image or script from anywhere. */

export const style = `:root{color-scheme:light dark;--ground:#f4f5f8;--card:#fff;--ink:#16181d;--quiet:#5b6270;--line:#dfe2e9;--edge:#868ea0;--accent:#3447d6;--on-accent:#fff;--hover:#2838b4}
@media(prefers-color-scheme:dark){:root{--ground:#0f1115;--card:#181b21;--ink:#eceef2;--quiet:#a0a7b5;--line:#2c313b;--edge:#6f7889;--accent:#8c9bff;--on-accent:#10131f;--hover:#a9b4ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:1.5rem 1rem;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{width:100%;max-width:26rem;padding:2.25rem 2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:0 1px 2px #0000000a,0 12px 32px #0000000f;overflow-wrap:anywhere}
h1{margin:0 0 .5rem;font-size:1.375rem;line-height:1.3;letter-spacing:-.01em;text-wrap:balance}
p{margin:0 0 1.25rem;color:var(--quiet);text-wrap:pretty}
ul{list-style:none;margin:1.5rem 0 0;padding:0;display:grid;gap:.625rem}
form{margin:0}
.button{display:block;width:100%;padding:.75rem 1rem;border:1px solid var(--accent);border-radius:.625rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button:hover{background:var(--hover);border-color:var(--hover)}
.other{background:transparent;border-color:var(--edge);color:var(--ink)}
.other:hover{background:transparent;border-color:var(--accent)}
.button+.button,form+.button{margin-top:.625rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
small{display:flex;flex-wrap:wrap;gap:.125rem 1rem;margin-top:1.75rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.8125rem}
small span{white-space:nowrap}
small span code{user-select:all}
code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media(max-width:24rem){main{padding:1.75rem 1.25rem;border-radius:.75rem}}`

/** The style's SHA-256, for the Content-Security-Policy; a test keeps the two in step. */
export const styleHash = "sha256-vihAbUp/oXSrkp84KmTfXbLxMczGowDsQ8PUDA52Ijg="
