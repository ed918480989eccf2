import { openApiDocument } from "../api/openapi.ts";
import { routeOf } from "../api/routes.ts";
import { answer, cacheControlOf } from "./http/answer.ts";
import { version } from "./http/version.ts";

const document = answer(openApiDocument(version), cacheControlOf(routeOf("openapi")));

/** GET /openapi.json: the contract, for programs. */
export const handler = async () => document;
