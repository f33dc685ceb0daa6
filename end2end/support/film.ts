import { setTimeout as pause } from 'node:timers/promises';
import type { Api, Answer, Attempt, Instance, Job, Row } from './api';
import { picture } from './picture';

const OPEN = ['queued', 'processing', 'generating', 'uploading'];
const PATIENCE = 30_000;

export interface AssetWish {
  name: string;
  assetType: 'character' | 'location' | 'prop' | 'extra_archetype';
  description: string;
  /** The colour of its master image; none leaves it without one. */
  master?: [number, number, number];
}

export interface FilmWish {
  title?: string;
  visualStyle?: string;
  headings?: string[];
  assets?: AssetWish[];
}

const HEADINGS = ['EXT. HARBOUR STEPS - NIGHT', 'INT. LAMP ROOM - NIGHT'];

const ASSETS: AssetWish[] = [
  { name: 'Mara Quill', assetType: 'character', description: 'A lean woman in an oilskin coat', master: [140, 60, 40] },
  { name: 'Harbour steps', assetType: 'location', description: 'Wet stone steps down to black water' },
  { name: 'Brass lantern', assetType: 'prop', description: 'A storm lantern with a cracked glass' },
];

let made = 0;

/** A film of its own for each test: scenes, assets, and every asset in every scene. */
export async function makeFilm(api: Api, wish: FilmWish = {}): Promise<Film> {
  made += 1;
  const title = wish.title ?? `The Lamplighter ${process.pid}-${made}`;
  const project = await api.post<Row>('/api/projects', { title, visualStyle: wish.visualStyle ?? 'Film noir' });
  const home = `/api/projects/${project.id}`;
  const scenes: Scene[] = [];
  const assets: Row[] = [];
  for (const asset of wish.assets ?? ASSETS) {
    assets.push(await makeAsset(api, home, asset));
  }
  for (const heading of wish.headings ?? HEADINGS) {
    const scriptExcerpt = `${heading}\nRain. The LANTERN swings on its hook.`;
    const scene = await api.post<Row>(`${home}/scenes`, { heading, scriptExcerpt });
    const shots: Shot[] = [];
    for (const asset of assets) {
      const path = `${home}/scenes/${scene.id}/assets`;
      const instance = await api.post<Row>(path, { projectAssetId: asset.id });
      shots.push(new Shot(api, project.id, scene.id, instance.id));
    }
    scenes.push({ id: scene.id, address: `/projects/${project.id}/scenes/${scene.id}`, shots });
  }
  return new Film(api, project.id, title, scenes);
}

async function makeAsset(api: Api, home: string, wish: AssetWish): Promise<Row> {
  const { master, ...body } = wish;
  const asset = await api.post<Row>(`${home}/assets`, body);
  if (master) {
    const form = new FormData();
    form.set('image', picture(master));
    await api.post(`${home}/assets/${asset.id}/upload-image`, form);
  }
  return asset;
}

export interface Scene {
  id: string;
  address: string;
  /** Its assets, in the order in which they were wished for. */
  shots: Shot[];
}

export class Film {
  constructor(
    readonly api: Api,
    readonly project: string,
    readonly title: string,
    readonly scenes: Scene[],
  ) {}

  get address(): string {
    return `/projects/${this.project}`;
  }

  get queueAddress(): string {
    return `${this.address}/jobs`;
  }

  scene(number = 1): Scene {
    const scene = this.scenes[number - 1];
    if (!scene) throw new Error(`The film has no scene ${number}.`);
    return scene;
  }

  /** The asset of a scene, both counted from one. */
  shot(asset = 1, scene = 1): Shot {
    const shot = this.scene(scene).shots[asset - 1];
    if (!shot) throw new Error(`Scene ${scene} has no asset ${asset}.`);
    return shot;
  }

  jobs(): Promise<Job[]> {
    return this.api.get<Job[]>(`/api${this.address}/jobs`);
  }

  /** The newest job, once there is one: a press is answered before the server has heard of it. */
  async asked(): Promise<Job> {
    return patiently(
      async () => (await this.jobs())[0],
      () => 'Nobody asked for a picture.',
    );
  }
}

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
    await this.api.put(this.path, { descriptionOverride });
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
async function patiently<T>(ask: () => Promise<T | undefined>, complaint: () => string): Promise<T> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(complaint());
    await pause(50);
  }
}
