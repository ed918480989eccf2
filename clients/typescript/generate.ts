/**
 * `npm run openapi`: writes the types of the client from the OpenAPI document, or prints them with `--print`. The client
 * turns what API Gateway says in its own words into a problem, so its callers never meet a `GatewayMessage`.
 */
import { writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("src/schema.ts", import.meta.url);
const NEVER = ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);

const types = await openapiTS(DOCUMENT, {
	silent: true,
	transform: (_, { path }) => (path === "#/components/schemas/GatewayMessage" ? NEVER : undefined),
});
const TEXT = `/** Made from docs/openapi.json by \`npm run openapi\`. */\n${astToString(types)}`;

if (process.argv.includes("--print")) process.stdout.write(TEXT);
else writeFileSync(TYPES, TEXT);
