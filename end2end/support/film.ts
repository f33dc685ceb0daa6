import type { Api, Instance, Job, Row } from './api';
import { picture, type Colour } from './picture';
import { patiently, Shot } from './shot';

export interface AssetWish {
  name: string;
  assetType: 'character' | 'location' | 'prop' | 'extra_archetype';
  description: string;
  /** The colour of its master image; none leaves it without one. */
  master?: Colour;
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
  const film = new Film(api, project.id, title);
  for (const asset of wish.assets ?? ASSETS) {
    await film.addAsset(asset);
  }
  for (const heading of wish.headings ?? HEADINGS) {
    const scene = await film.addScene(heading, { scriptExcerpt: `${heading}\nRain. The LANTERN swings on its hook.` });
    for (const asset of film.assets) {
      await film.cast(scene, asset);
    }
  }
  return film;
}

export interface Scene {
  id: string;
  address: string;
  /** Its assets, in the order in which they were wished for. */
  shots: Shot[];
}

export class Film {
  readonly assets: Row[] = [];
  readonly scenes: Scene[] = [];

  constructor(
    readonly api: Api,
    readonly project: string,
    readonly title: string,
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

  async addAsset(wish: AssetWish): Promise<Row> {
    const { master, ...body } = wish;
    const asset = await this.api.post<Row>(`/api${this.address}/assets`, body);
    this.assets.push(asset);
    if (master) {
      await this.setMaster(asset, master);
    }
    return asset;
  }

  async setMaster(asset: Row, colour: Colour): Promise<void> {
    const form = new FormData();
    form.set('image', picture(colour));
    await this.api.post(`/api${this.address}/assets/${asset.id}/upload-image`, form);
  }

  /** A scene without assets. */
  async addScene(heading: string, more: Record<string, unknown> = {}): Promise<Scene> {
    const { id } = await this.api.post<Row>(`/api${this.address}/scenes`, { heading, ...more });
    const scene: Scene = { id, address: `${this.address}/scenes/${id}`, shots: [] };
    this.scenes.push(scene);
    return scene;
  }

  /** Brings an asset into a scene. */
  async cast(scene: Scene, asset: Row): Promise<Shot> {
    const instance = await this.api.post<Row>(`/api${scene.address}/assets`, { projectAssetId: asset.id });
    const shot = new Shot(this.api, this.project, scene.id, instance.id);
    scene.shots.push(shot);
    return shot;
  }

  /** Draws these assets of scene 2 from those of scene 1, which then show another picture. */
  async makeStale(...assets: number[]): Promise<void> {
    for (const asset of assets) {
      const earlier = this.shot(asset, 1);
      await earlier.upload([200, 40 * asset, 10]);
      await earlier.upload([10, 40 * asset, 200]);
      await this.shot(asset, 2).draw();
      await earlier.select(1);
    }
  }

  /** Leaves a scene out of the film for now, or takes it in again. */
  async defer(scene: Scene, isDeferred = true): Promise<void> {
    await this.api.put(`/api${scene.address}`, { isDeferred });
  }

  /** What stands in a scene now, however it came there. */
  castOf(scene: Scene): Promise<Instance[]> {
    return this.api.get<Instance[]>(`/api${scene.address}/assets`);
  }
}
