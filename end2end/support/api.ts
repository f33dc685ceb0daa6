/** The product's REST API, as far as the journeys ask it. */

export interface Attempt {
  id: string;
  attempt_number: number;
  image_url: string;
  is_selected: boolean;
}

export interface Instance {
  id: string;
  image_key_url: string | null;
  effective_description: string;
  description_override: string | null;
}

export interface Job {
  jobId: string;
  status: string;
  retryCount: number;
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
  constructor(private readonly address: string) {}

  async ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers = body instanceof FormData || body === undefined ? undefined : { 'content-type': 'application/json' };
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
