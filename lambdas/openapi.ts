import { openApiDocument } from "../api/openapi.ts";
import { answer } from "./http/answer.ts";
import { version } from "./http/version.ts";

/** It changes only with a deployment. */
const document = answer(openApiDocument(version), "public, max-age=300");

/** GET /openapi.json: the contract, for programs. */
export const handler = async () => document;
