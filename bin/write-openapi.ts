/** `npm run openapi`: writes the OpenAPI document to docs/openapi.json, where it can be read without the service. */
import { writeFileSync } from "node:fs";
import { openApiDocument } from "../api/openapi.ts";
import packaged from "../package.json" with { type: "json" };

// Linters of OpenAPI documents count a tab as a mistake, so this file alone is indented with spaces.
const document = JSON.stringify(openApiDocument(packaged.version), undefined, 2);
writeFileSync(new URL("../docs/openapi.json", import.meta.url), `${document}\n`);
