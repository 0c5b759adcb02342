/** Every door. */
import type { Door } from "./door.js"
import { cookie } from "./doors/cookie.js"
import { form } from "./doors/form.js"
import { jwt } from "./doors/jwt.js"
import { origin } from "./doors/origin.js"
import { providerJson } from "./doors/provider-json.js"
import { query } from "./doors/query.js"
import { returnTo } from "./doors/return-to.js"

export const doors: readonly Door[] = [cookie, query, form, providerJson, jwt, returnTo, origin]
