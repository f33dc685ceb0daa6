/** The product's REST API, as far as the journeys ask it. */

export interface Attempt {
  id: string;
  attempt_number: number;
  image_url: string;
  is_selected: boolean;
  source: 'generated' | 'uploaded' | 'master_copy';
  prompt_snapshot: string | null;
  negative_prompt: string | null;
  provider: string | null;
  seed: number | null;
  sha256: string | null;
  original_filename: string | null;
  copied_from_url: string | null;
  reference_snapshot: { source: string; sceneNumber: number | null; sha256: string } | null;
  other_references: { name: string; role: Role; weight: number }[] | null;
}

export type Role = 'identity' | 'style' | 'location';

/** Another asset that is sent along. */
export interface Extra {
  assetId: string;
  name: string;
  role: Role;
  weight: number;
}

export interface Instance {
  id: string;
  image_key_url: string | null;
  effective_description: string;
  description_override: string | null;
  status_tags: string[];
  carry_forward: boolean;
  locked: boolean;
  waived_reason: string | null;
  use_master_as_is: boolean;
  reference_weight: number;
  selected_master_reference_source: 'stage5_master' | 'prior_scene_instance' | null;
  project_asset: { name: string };
}

export interface Reference {
  source: 'stage5_master' | 'prior_scene_instance';
  imageUrl: string;
  sceneNumber: number | null;
  active: boolean;
}

export interface Job {
  jobId: string;
  status: string;
  retryCount: number;
  provider: string;
  error?: { code: string; message: string };
  cost: { estimated: number | null; actual: number | null };
}

export interface Row {
  id: string;
}

export interface Answer<T> {
  status: number;
  body: T;
}

export class Api {
  constructor(
    private readonly address: string,
    private readonly token?: string,
  ) {}

  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const bearer: Record<string, string> = this.token ? { authorization: `Bearer ${this.token}` } : {};
    const json: Record<string, string> = body instanceof FormData || body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { ...bearer, ...json };
    const sent = body instanceof FormData || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(`${this.address}${path}`, { method, headers, body: sent });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
  }

  get<T>(path: string): Promise<T> {
    return this.done<T>('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.done<T>('POST', path, body ?? {});
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.done<T>('PUT', path, body);
  }

  private async done<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
}
