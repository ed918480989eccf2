/** Builds the page into `web/dist`, from where `bin/publish-page.ts` publishes it. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePage } from "../lib/page-bundle.ts";

const DIRECTORY = join(import.meta.dirname, "../web/dist");

const files = bundlePage();
rmSync(DIRECTORY, { recursive: true, force: true });
mkdirSync(DIRECTORY, { recursive: true });
for (const { name, content } of files) writeFileSync(join(DIRECTORY, name), content);
