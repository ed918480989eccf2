/** The service's version, as its package states it. */
import packaged from "../../package.json" with { type: "json" };

export const { version } = packaged;
