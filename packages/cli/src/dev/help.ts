/** What `x-auth dev --help` prints. */

export const help: string = `x-auth dev: log in with no account, at a provider on this machine

Usage: x-auth dev [OPTIONS] -- COMMAND [ARGUMENTS]
       x-auth dev [OPTIONS]

Starts a development provider, where anybody can be picked and there are no passwords, and runs COMMAND with AUTH__…
variables that point to it. They override the application's secrets.toml or .streamlit/secrets.toml: every provider in
it becomes the development provider. Without such a file they are the whole configuration. The application stays as it
is, as long as it calls loadConfig(), which reads variables.

Without COMMAND it prints an [auth] table to paste, which fits at every start, and runs until Ctrl-C.

The application has to listen on the port of its redirect_uri. That is --app-port, else the variable PORT, else the port
of a redirect_uri on this machine in the file, else 8501. COMMAND finds it in PORT.

Options:
  --port N      the provider's port (default: any free one; without COMMAND 8502)
  --app-port N  the port on which the application listens
  --file FILE   the application's configuration, if it reads another one
  -h, --help    this page

Examples:
  x-auth dev -- node server.js
  x-auth dev --app-port 3000 -- npm start

Exit codes:
  0      without COMMAND: ended by Ctrl-C
  1      the provider could not be started; a sentence says why
  127    COMMAND could not be started
  other  COMMAND's own; 128 and the signal's number when a signal ended it
`
