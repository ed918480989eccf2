/** The linter's rules about who may import whom, and what a rule of the domain may use: each refuses what it says. */
import { beforeAll, expect, test } from "@jest/globals";
import { lintSamples, type Sample } from "./lint-samples.ts";

const STORE = "store/ imports domain/, documents/, the SDK and what comes with Node.js only.";
const DOMAIN = "domain/ imports nothing but itself: rules take time and identity as arguments.";
const DOCUMENTS = "documents/ imports domain/, api/ and the schema library only.";
const PAGE = "The page imports itself, the form of a chart (domain/chart.ts) and the typed client only.";
const DRAWING = "What draws a house knows the chart and the state of a map: no network, no sale and no text.";
const using = (expression: string) => `export const used = () => ${expression};`;

const REFUSED: readonly Sample[] = [
	["store/schema.ts", 'import "zod/mini";', STORE],
	["store/infrastructure.ts", 'import "aws-cdk-lib";', STORE],
	["store/contract.ts", 'import "../api/requests.ts";', STORE],
	["store/function.ts", 'import "../lambdas/http/runtime.ts";', STORE],
	["documents/sdk.ts", 'import "@aws-sdk/lib-dynamodb";', DOCUMENTS],
	["documents/node.ts", 'import "node:fs";', DOCUMENTS],
	["domain/schema.ts", 'import "zod/mini";', DOMAIN],
	["domain/node.ts", 'import "node:crypto";', DOMAIN],
	["domain/store.ts", 'import "../store/table.ts";', DOMAIN],
	["web/store.ts", 'import "../store/table.ts";', PAGE],
	["web/rule.ts", 'import "../domain/seat.ts";', PAGE],
	["web/sale/rule.ts", 'import "../../domain/seat.ts";', PAGE],
	["web/sale/package.ts", 'import "openapi-fetch";', PAGE],
	["web/panels/function.ts", 'import "../../lambdas/lock.ts";', PAGE],
	["web/chart-view/network.ts", 'import "../network/service.ts";', DRAWING],
	["web/chart-view/text.ts", 'import "../texts.ts";', DRAWING],
	["web/house/sale.ts", 'import "../sale/sale.ts";', DRAWING],
	["domain/clock.ts", using("Date.now()"), "Do not use the global variable Date."],
	["domain/clock-elsewhere.ts", using("globalThis.Date.now()"), "Do not use the global variable globalThis."],
	["domain/chance.ts", using("Math.random()"), "A rule makes no random choice: take the choice as an argument."],
];

const ALLOWED: readonly Sample[] = [
	["store/sdk.ts", 'import "@aws-sdk/lib-dynamodb";'],
	["store/node.ts", 'import "node:zlib";'],
	["store/rule.ts", 'import "../domain/seat.ts";'],
	["store/document.ts", 'import "../documents/event-document.ts";'],
	["documents/schema.ts", 'import "zod/mini";'],
	["documents/rule.ts", 'import "../domain/seat.ts";'],
	["store/itself.ts", 'import "./table.ts";'],
	["web/itself.ts", 'import "./sale/sale.ts";'],
	["web/sale/client.ts", 'import "../../clients/typescript/src/client.ts";'],
	["web/panels/part.ts", 'import "../sale/sale.ts";'],
	["web/house/chart.ts", 'import "../../domain/chart.ts";'],
	["web/chart-view/state.ts", 'import "../sale/map-state.ts";'],
	["domain/itself.ts", 'import "./seat.ts";'],
];

let diagnostics: ReadonlyMap<string, string>;

beforeAll(() => {
	diagnostics = lintSamples([...REFUSED, ...ALLOWED]);
});

test.each(REFUSED)("the linter refuses the file %s with %s", (file, _, message) => {
	expect(diagnostics.get(file)).toContain(message);
});

test.each(ALLOWED)("the linter allows the file %s with %s", (file) => {
	expect(diagnostics.get(file)).toBe("[]");
});
