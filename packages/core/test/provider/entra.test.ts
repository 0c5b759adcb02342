/** Entra's issuers as tables: who may publish what, whose token it must be, which keys count, which tenants are let in. */
import { describe, expect, test } from "vitest"
import {
  expectedIssuer,
  isEntra,
  isKeyFor,
  judgeTenant,
  mayPublish,
  whyTenantRefused,
} from "../../src/provider/entra.js"

const host = "https://login.microsoftonline.com"
const tid = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
const other = "82229342-1101-4ab6-817b-70c0747630f3"
const personal = "9188040d-6c67-4c5b-b112-36a304b66dad"
const template = `${host}/{tenantid}/v2.0`

test.each([
  [`${host}/common/v2.0`, true],
  ["https://login.microsoftonline.us/x", true],
  ["https://login.chinacloudapi.cn/x", true],
  ["https://login.microsoftonline.com.evil.example/common/v2.0", false],
  ["https://evil.example/login.microsoftonline.com", false],
  ["https://login.microsoftonline.com:8443/common/v2.0", false],
  ["https://login.microsoftonline.com@evil.example/common/v2.0", false],
  ["https://toString/common/v2.0", false],
  ["no URL", false],
])("isEntra: %s is %s", (url, expected) => {
  expect(isEntra(url)).toBe(expected)
})

describe("mayPublish", () => {
  test.each<[string, string, string, boolean]>([
    ["common: the template", `${host}/common/v2.0`, template, true],
    ["organizations: the template", `${host}/organizations/v2.0`, template, true],
    ["in another case", `${host}/Common/v2.0`, template, true],
    ["with a final slash", `${host}/common/v2.0/`, template, true],
    ["with two of them", `${host}/common/v2.0//`, template, false],
    ["common: no tenant's issuer", `${host}/common/v2.0`, `${host}/${tid}/v2.0`, false],
    ["consumers: the tenant of personal accounts", `${host}/consumers/v2.0`, `${host}/${personal}/v2.0`, true],
    ["consumers: no other tenant", `${host}/consumers/v2.0`, `${host}/${tid}/v2.0`, false],
    ["consumers: no template", `${host}/consumers/v2.0`, template, false],
    ["a domain: some tenant", `${host}/contoso.onmicrosoft.com/v2.0`, `${host}/${tid}/v2.0`, true],
    ["a domain: no template", `${host}/contoso.onmicrosoft.com/v2.0`, template, false],
    ["a domain: no other name", `${host}/contoso.onmicrosoft.com/v2.0`, `${host}/fabrikam.com/v2.0`, false],
    ["a domain: nothing behind it", `${host}/contoso.onmicrosoft.com/v2.0`, `${host}/${tid}/v2.0/x`, false],
    ["an unknown word is no domain", `${host}/contoso/v2.0`, `${host}/${tid}/v2.0`, false],
    ["a tenant: itself, in another case", `${host}/${tid.toUpperCase()}/v2.0`, `${host}/${tid}/v2.0`, true],
    ["a tenant: no other", `${host}/${other}/v2.0`, `${host}/${tid}/v2.0`, false],
    ["a tenant: no template", `${host}/${tid}/v2.0`, template, false],
    ["version 1", `${host}/common`, "https://sts.windows.net/{tenantid}/", false],
    ["another path", `${host}/common/v2.0/x`, template, false],
    ["another host's template", `${host}/common/v2.0`, "https://evil.example/{tenantid}/v2.0", false],
    ["another cloud's template", "https://login.microsoftonline.us/common/v2.0", template, false],
    [
      "China's old host and its new issuer",
      "https://login.chinacloudapi.cn/common/v2.0",
      "https://login.partner.microsoftonline.cn/{tenantid}/v2.0",
      true,
    ],
    ["a foreign host", "https://evil.example/common/v2.0", "https://evil.example/{tenantid}/v2.0", false],
    ["a foreign host that names Microsoft's", "https://evil.example/common/v2.0", template, false],
    ["http", "http://login.microsoftonline.com/common/v2.0", template, false],
  ])("%s", (_name, configured, published, expected) => {
    expect(mayPublish(configured, published)).toBe(expected)
  })
})

describe("expectedIssuer", () => {
  test.each<[string, string, unknown, string | undefined]>([
    ["no template: itself", `${host}/${tid}/v2.0`, undefined, `${host}/${tid}/v2.0`],
    ["the template, filled", template, tid, `${host}/${tid}/v2.0`],
    ["no tenant", template, undefined, undefined],
    ["the placeholder itself", template, "{tenantid}", undefined],
    ["a path", template, `${tid}/../x`, undefined],
    ["a name", template, "common", undefined],
    ["two lines", template, `${tid}\n`, undefined],
    ["a list", template, [tid], undefined],
  ])("%s", (_name, published, tenant, expected) => {
    expect(expectedIssuer(published, { tid: tenant })).toBe(expected)
  })
})

test.each<[string, unknown, unknown, string | undefined]>([
  ["of its issuer", `${host}/${tid}/v2.0`, tid, undefined],
  ["not named, as without the scope profile", `${host}/${tid}/v2.0`, undefined, undefined],
  ["another's", `${host}/${tid}/v2.0`, other, "its tid is not the tenant of its iss"],
  ["a list", `${host}/${tid}/v2.0`, [tid], "its tid is not the tenant of its iss"],
])("judgeTenant: %s", (_name, iss, tenant, expected) => {
  expect(judgeTenant(`${host}/common/v2.0`, { iss, tid: tenant })).toBe(expected)
})

test.each([
  ["common", undefined],
  ["organizations", "its tenant is that of personal accounts"],
  ["Organizations", "its tenant is that of personal accounts"],
  ["consumers", undefined],
])("judgeTenant: a personal account at %s", (name, expected) => {
  const personal = "9188040d-6c67-4c5b-b112-36a304b66dad"
  for (const tid of [personal, undefined]) {
    expect(judgeTenant(`${host}/${name}/v2.0`, { iss: `${host}/${personal}/v2.0`, tid })).toBe(expected)
  }
})

test.each<[string, object, boolean]>([
  ["without an issuer", {}, true],
  ["with the template", { issuer: template }, true],
  ["with the token's issuer", { issuer: `${host}/${tid}/v2.0` }, true],
  ["of personal accounts", { issuer: `${host}/${personal}/v2.0` }, false],
  ["of another host", { issuer: "https://evil.example/{tenantid}/v2.0" }, false],
  ["whose issuer is no text", { issuer: 5 }, false],
])("isKeyFor: a key %s: %s", (_name, key, expected) => {
  expect(isKeyFor(key, { iss: `${host}/${tid}/v2.0`, tid })).toBe(expected)
})

test.each<[string, unknown, string[] | undefined, boolean]>([
  ["no list", other, undefined, true],
  ["in the list", tid, [other, tid], true],
  ["in another case", tid.toUpperCase(), [tid], true],
  ["not in it", other, [tid], false],
  ["an empty list", tid, [], false],
  ["no tenant", undefined, [tid], false],
  ["a list for a tenant", [tid], [tid], false],
])("whyTenantRefused: %s", (_name, tenant, allowed, isLetIn) => {
  expect(whyTenantRefused({ tid: tenant }, allowed) === undefined).toBe(isLetIn)
})
