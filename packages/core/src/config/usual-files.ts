/** Where a configuration is looked for, from the folder in which the application was started; the first one counts. */
export const usualFiles: readonly string[] = ["secrets.toml", ".streamlit/secrets.toml"]
