/** `npm run build`: the schema beside the code that it is made from. */
import { writeFileSync } from "node:fs"
import { jsonSchema } from "./json-schema.js"

writeFileSync(new URL("../dist/secrets.schema.json", import.meta.url), `${JSON.stringify(jsonSchema(), null, 2)}\n`)
