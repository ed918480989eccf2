/** What the rules for the addresses of EventBridge and Secrets Manager ask. Those of others also ask for ARNs and buckets. */
import { partition } from "./partition.ts";

export const awsEndpointFunctions = { partition };
