/** How long what it gives is good, in whole seconds. */
export interface ProviderLifetimes {
  /** Default: an hour. */
  accessToken?: number
  /** Default: an hour. */
  idToken?: number
  /** Each, from the refresh or the login that brought it. Default: 14 days. */
  refreshToken?: number
}
