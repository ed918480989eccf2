/** The table as CDK would deploy it, read from the template. The CDK takes seconds to load: import this only to need it. */
import { join } from "node:path";
import { assemble } from "../../lib/app.ts";
import { type TableDefinition, tableDefinition } from "../../local/table.ts";
import { tableNames } from "../../local/template.ts";

/** @param directory where the template goes; two processes at the same time need two. */
export function tableOfTemplate(directory: string): TableDefinition {
	const outdir = join(import.meta.dirname, "../../build", directory, "cdk.out");
	const { resources } = assemble(() => import.meta.dirname, outdir);
	const [logicalId] = [...tableNames(resources)].flat();
	if (logicalId === undefined) throw new Error("the template has no table");
	return tableDefinition(resources, logicalId);
}
