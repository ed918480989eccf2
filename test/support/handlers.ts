/** The handler of every route, as a function of a runtime. The two that need no runtime are wrapped to match. */
import type { RouteName } from "../../api/routes.ts";
import { availability } from "../../lambdas/availability.ts";
import { block } from "../../lambdas/block.ts";
import { change } from "../../lambdas/change.ts";
import { changes } from "../../lambdas/changes.ts";
import { check } from "../../lambdas/check.ts";
import { checkSeats } from "../../lambdas/check-seats.ts";
import { claim } from "../../lambdas/claim.ts";
import { deleteEvent } from "../../lambdas/delete-event.ts";
import { extend } from "../../lambdas/extend.ts";
import { getChart } from "../../lambdas/get-chart.ts";
import { getChartById } from "../../lambdas/get-chart-by-id.ts";
import { getDocument } from "../../lambdas/get-document.ts";
import { getEvent } from "../../lambdas/get-event.ts";
import type { Handler } from "../../lambdas/http/endpoint.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { listEvents } from "../../lambdas/list-events.ts";
import { lock } from "../../lambdas/lock.ts";
import { lockTogether } from "../../lambdas/lock-together.ts";
import { numAvailable } from "../../lambdas/num-available.ts";
import { handler as openapi } from "../../lambdas/openapi.ts";
import { patchEvent } from "../../lambdas/patch-event.ts";
import { putEvent } from "../../lambdas/put-event.ts";
import { release } from "../../lambdas/release.ts";
import { seats } from "../../lambdas/seats.ts";
import { sell } from "../../lambdas/sell.ts";
import { sellTogether } from "../../lambdas/sell-together.ts";
import { taken } from "../../lambdas/taken.ts";
import { together } from "../../lambdas/together.ts";
import { unblock } from "../../lambdas/unblock.ts";
import { unlock } from "../../lambdas/unlock.ts";
import { handler as welcome } from "../../lambdas/welcome.ts";

export const handlers = {
	welcome: () => welcome,
	openapi: () => openapi,
	check,
	"check-seats": checkSeats,
	"num-available": numAvailable,
	lock,
	extend,
	unlock,
	claim,
	sell,
	change,
	together,
	"lock-together": lockTogether,
	"sell-together": sellTogether,
	seats,
	release,
	block,
	unblock,
	"put-event": putEvent,
	"patch-event": patchEvent,
	"get-event": getEvent,
	"get-document": getDocument,
	"get-chart": getChart,
	"get-chart-by-id": getChartById,
	availability,
	taken,
	"list-events": listEvents,
	"delete-event": deleteEvent,
	changes,
} as const satisfies Record<RouteName, (runtime: Runtime) => Handler>;
