import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './people';

const BINARY = process.env.THROUGHLINE_BIN || resolve(__dirname, '../../target/debug/throughline');
/** Milliseconds until a server must answer; the sample is drawn before that. */
const PATIENCE = 120_000;

export interface Start {
  provider?: 'fake' | 'sketch';
  /** Whether a fresh data folder gets the sample project. */
  sample?: boolean;
  /** Who can sign in. Left out there are no accounts; empty, the first one is still to come. */
  people?: Person[];
}

/** One server of the product with a data folder of its own. */
export class Server {
  private process: ChildProcess | undefined;
  private said = '';
  private readonly tokens = new Map<string, string>();

  private constructor(
    readonly port: number,
    private readonly data: string,
    private readonly start: Start,
  ) {}

  static async start(start: Start = {}): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), 'throughline-journey-'));
    const server = new Server(await freePort(), data, start);
    try {
      await server.admit();
      await server.run();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The token of somebody's scripts; none where there are no accounts. */
  tokenOf(person: Person | undefined): string | undefined {
    return person && this.tokens.get(person.email);
  }

  /** Who makes what the journeys need: the first of the people. */
  get maker(): Person | undefined {
    return this.start.people?.[0];
  }

  /** Ends the process as a crash would, without a chance to tidy up. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts the process again, on the same data folder and port. */
  async run(): Promise<void> {
    const { provider = 'fake', sample = false, people } = this.start;
    const flags = ['--listen', `127.0.0.1:${this.port}`, '--data', this.data, '--provider', provider];
    const auth = people ? ['--auth', 'password'] : [];
    const more = [...(sample ? [] : ['--no-sample']), ...auth, '--concurrency', '8'];
    const process = spawn(BINARY, ['serve', ...flags, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
    process.stdout.on('data', (words) => (this.said += words));
    process.stderr.on('data', (words) => (this.said += words));
    process.on('error', (error) => (this.said += error.message));
    this.process = process;
    await this.answers();
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.data, { recursive: true, force: true });
  }

  /** Makes the accounts before the server starts: it alone may have the data folder then. */
  private async admit(): Promise<void> {
    for (const { name, email, password, role } of this.start.people ?? []) {
      await this.command(['add', '--email', email, '--name', name, '--role', role, '--password-stdin'], `${password}\n`);
      const token = await this.command(['token', '--email', email, '--name', 'Journeys']);
      this.tokens.set(email, token.trim());
    }
  }

  /** Runs `throughline user …` and answers what it printed. */
  private async command(words: string[], input = ''): Promise<string> {
    const command = spawn(BINARY, ['user', ...words, '--data', this.data]);
    let printed = '';
    let complained = '';
    command.stdout.on('data', (words) => (printed += words));
    command.stderr.on('data', (words) => (complained += words));
    command.stdin.end(input);
    const [code] = await once(command, 'close');
    if (code !== 0) {
      throw new Error(`throughline user ${words[0]} ended with ${code}: ${complained}`);
    }
    return printed;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const process = this.process;
    this.process = undefined;
    if (process && process.exitCode === null && process.signalCode === null) {
      const ended = once(process, 'exit');
      process.kill(signal);
      await ended;
    }
  }

  private async answers(): Promise<void> {
    const until = Date.now() + PATIENCE;
    while (Date.now() < until && this.process?.exitCode === null) {
      const answer = await fetch(`${this.address}/healthz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await pause(25);
    }
    throw new Error(`The server did not answer. It said:\n${this.said}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
