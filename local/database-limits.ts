/**
 * How long a request of the server itself to DynamoDB may take. Without a limit, one that hangs would keep the server from
 * stopping, and its changes from being published. The functions' own requests have shorter limits (store/table.ts).
 */
export const DATABASE_LIMITS = {
	requestHandler: { connectionTimeout: 5_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;
