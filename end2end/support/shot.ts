import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Api, Attempt, Extra, Instance, Job, Reference, Role } from './api';
import { picture, type Colour } from './picture';

const OPEN = ['queued', 'processing', 'generating', 'uploading'];
const PATIENCE = 30_000;

/** One asset in one scene, as the API tells of it. */
export class Shot {
  readonly path: string;
  readonly address: string;

  constructor(
    private readonly api: Api,
    project: string,
    scene: string,
    readonly id: string,
  ) {
    this.path = `/api/projects/${project}/scenes/${scene}/assets/${id}`;
    this.address = `/projects/${project}/scenes/${scene}?asset=${id}`;
  }

  instance(): Promise<Instance> {
    return this.api.get<Instance>(this.path);
  }

  attempts(): Promise<Attempt[]> {
    return this.api.get<Attempt[]>(`${this.path}/attempts`);
  }

  removed(): Promise<Attempt[]> {
    return this.api.get<Attempt[]>(`${this.path}/attempts?deleted=true`);
  }

  /** The numbers of its live attempts, newest first. */
  async numbers(): Promise<number[]> {
    return (await this.attempts()).map((attempt) => attempt.attempt_number);
  }

  async attempt(number: number): Promise<Attempt> {
    const all = [...(await this.attempts()), ...(await this.removed())];
    const found = all.find((attempt) => attempt.attempt_number === number);
    if (!found) throw new Error(`There is no attempt ${number}.`);
    return found;
  }

  async selected(): Promise<number | undefined> {
    return (await this.attempts()).find((attempt) => attempt.is_selected)?.attempt_number;
  }

  /** The number of the attempt that `image_key_url` leads to. */
  async inForce(): Promise<number | undefined> {
    const [instance, attempts] = await Promise.all([this.instance(), this.attempts()]);
    return attempts.find((attempt) => attempt.image_url === instance.image_key_url)?.attempt_number;
  }

  async select(number: number): Promise<void> {
    const attempt = await this.attempt(number);
    await this.api.post(`${this.path}/attempts/${attempt.id}/select`);
  }

  async delete(number: number): Promise<Answer<{ error?: string }>> {
    const attempt = await this.attempt(number);
    return this.api.ask('DELETE', `${this.path}/attempts/${attempt.id}`);
  }

  async describe(descriptionOverride: string): Promise<void> {
    await this.change({ descriptionOverride });
  }

  /** Changes what the API lets be changed of it. */
  async change(fields: Record<string, unknown>): Promise<void> {
    await this.api.put(this.path, fields);
  }

  async upload(colour: Colour, name = 'upload.png'): Promise<void> {
    const form = new FormData();
    form.set('image', picture(colour, name));
    await this.api.post(`${this.path}/upload-image`, form);
  }

  async useMaster(enabled = true): Promise<void> {
    await this.api.post(`${this.path}/use-master-as-is`, { enabled });
  }

  /** The references that it can start from, the master first. */
  references(): Promise<Reference[]> {
    return this.api.get<Reference[]>(`${this.path}/reference-chain`);
  }

  /** The scene number of the reference in force; null for the master. */
  async startsFrom(): Promise<number | null | undefined> {
    return (await this.references()).find((reference) => reference.active)?.sceneNumber;
  }

  /** Starts from this shot's picture, or from the master. */
  async startFrom(earlier?: Shot): Promise<void> {
    const choice = earlier ? { source: 'prior_scene_instance', instanceId: earlier.id } : { source: 'stage5_master' };
    await this.api.post(`${this.path}/select-master-reference`, choice);
  }

  /** What is sent beside the reference in force. */
  extras(): Promise<Extra[]> {
    return this.api.get<Extra[]>(`${this.path}/references`);
  }

  /** Sends exactly these beside it. */
  async sendAlong(extras: { assetId: string; role: Role; weight?: number }[]): Promise<void> {
    await this.api.put(`${this.path}/references`, extras);
  }

  async generate(): Promise<Job> {
    return this.api.post<Job>(`${this.path}/generate-image`);
  }

  /** Asks for pictures one after the other and waits for each. */
  async draw(pictures = 1): Promise<void> {
    for (let drawn = 0; drawn < pictures; drawn += 1) {
      const { jobId } = await this.generate();
      await this.ended(jobId);
    }
  }

  async job(id: string): Promise<Job> {
    return this.api.get<Job>(`/api/images/jobs/${id}`);
  }

  /** The job once it is in this state. */
  async until(id: string, status: string): Promise<Job> {
    return this.wait(id, (job) => job.status === status);
  }

  async ended(id: string): Promise<Job> {
    return this.wait(id, (job) => !OPEN.includes(job.status));
  }

  private async wait(id: string, done: (job: Job) => boolean): Promise<Job> {
    let last: Job | undefined;
    return patiently(
      async () => {
        last = await this.job(id);
        return done(last) ? last : undefined;
      },
      () => `Job ${id} is still ${last?.status}.`,
    );
  }
}

/** Asks again and again until there is an answer. */
export async function patiently<T>(ask: () => Promise<T | undefined>, complaint: () => string): Promise<T> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(complaint());
    await pause(50);
  }
}
