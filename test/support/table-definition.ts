/** The table's definition, read from the CDK template. CDK takes seconds to load, so import this only where it is needed. */
import { join } from "node:path";
import { assemble } from "../../lib/app.ts";
import { type TableDefinition, tableDefinition } from "../../local/table.ts";
import { tableNames } from "../../local/template.ts";

/** @param directory where the template is written; processes that run at the same time need different ones. */
export function tableOfTemplate(directory: string): TableDefinition {
	const outdir = join(import.meta.dirname, "../../build", directory, "cdk.out");
	const { resources } = assemble(() => import.meta.dirname, outdir);
	const [logicalId] = [...tableNames(resources)].flat();
	if (logicalId === undefined) throw new Error("the template has no table");
	return tableDefinition(resources, logicalId);
}
