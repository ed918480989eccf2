/** The stores of the servers for comparison, each on a port and in a directory of its own, so nothing installed is touched. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, readdirSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { endWithThisProcess } from "./end-with-this-process.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface Store {
	/** For `STORE`. */
	readonly address: string;
	/** Ends it without a warning (SIGKILL), and resolves when it is gone. */
	readonly kill: () => Promise<void>;
}

/** Starts the store again on what it has kept in its directory. */
export type StartStore = () => Promise<Store>;

const LONGEST_START_MS = 30_000;
const CHECK_MS = 50;

/** Why Debian's Redis cannot be started here; `undefined` if it can. */
export function missingRedis(): string | undefined {
	const isThere = spawnSync("redis-server", ["--version"]).status === 0;
	return isThere ? undefined : "redis-server is not installed: apt-get install -y redis-server";
}

export function redisStore(options: readonly string[]): StartStore {
	const directory = temporaryDirectory("seats-redis-");
	return async () => {
		const port = await freePort();
		return started(
			"redis-server",
			["--port", `${port}`, "--dir", directory, ...options],
			port,
			`redis://127.0.0.1:${port}`,
		);
	};
}

/** Why Debian's PostgreSQL cannot be started here; `undefined` if it can. */
export function missingPostgres(): string | undefined {
	if (postgresBinaries() === undefined) return "PostgreSQL is not installed: apt-get install -y postgresql";
	if (process.getuid?.() === 0 && postgresUser() === undefined) {
		return "PostgreSQL does not run as root, and there is no user postgres: apt-get install -y postgresql";
	}
	return undefined;
}

export function postgresStore(): StartStore {
	const binaries = postgresBinaries() ?? "";
	const user = process.getuid?.() === 0 ? postgresUser() : undefined;
	const directory = temporaryDirectory("seats-postgres-");
	chmodSync(directory, 0o700);
	if (user) chownSync(directory, user.uid, user.gid);
	const data = join(directory, "data");
	return async () => {
		const options = { stdio: "ignore", cwd: directory, ...user } as const;
		if (!existsSync(data))
			execFileSync(join(binaries, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres"], options);
		const port = await freePort();
		const settings = ["-D", data, "-p", `${port}`, "-k", directory, "-c", "listen_addresses=127.0.0.1"];
		const address = `postgres://postgres@127.0.0.1:${port}/postgres`;
		return started(join(binaries, "postgres"), settings, port, address, options);
	};
}

function postgresBinaries(): string | undefined {
	const root = "/usr/lib/postgresql";
	const [version] = existsSync(root) ? readdirSync(root).toSorted().toReversed() : [];
	const directory = version && join(root, version, "bin");
	return directory && existsSync(join(directory, "initdb")) ? directory : undefined;
}

function postgresUser(): { readonly uid: number; readonly gid: number } | undefined {
	const idOf = (kind: string) => Number(spawnSync("id", [kind, "postgres"]).stdout.toString() || Number.NaN);
	const [uid, gid] = [idOf("-u"), idOf("-g")];
	return Number.isNaN(uid) ? undefined : { uid, gid };
}

async function started(
	command: string,
	given: readonly string[],
	port: number,
	address: string,
	options: object = { stdio: "ignore" },
): Promise<Store> {
	const end = performance.now() + LONGEST_START_MS;
	// What the killed one has left behind, such as shared memory, may refuse the first start.
	while (performance.now() < end) {
		const child = spawn(command, given, options);
		const ended = once(child, "exit");
		endWithThisProcess(child);
		const isGone = () => child.exitCode !== null || child.signalCode !== null;
		while (performance.now() < end && !isGone()) {
			await pause(CHECK_MS);
			if (await isOpen(port)) {
				const kill = async () => {
					child.kill("SIGKILL");
					await ended;
				};
				return { address, kill };
			}
		}
	}
	throw new Error(`${command} has not started`);
}

async function isOpen(port: number): Promise<boolean> {
	const socket = connect(port, "127.0.0.1");
	try {
		await once(socket, "connect");
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
