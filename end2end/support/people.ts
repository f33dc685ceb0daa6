/** Somebody who can sign in. */
export interface Person {
  name: string;
  email: string;
  password: string;
  role: 'admin' | 'member';
}

/** Manages people, and makes the films of the journeys. */
export const MARA: Person = {
  name: 'Mara Quill',
  email: 'mara@studio.example',
  password: 'tidal lantern 7 gannets',
  role: 'admin',
};

export const IVO: Person = {
  name: 'Ivo Brandt',
  email: 'ivo@studio.example',
  password: 'copper 44 heron window',
  role: 'member',
};

export const NOBODY_KNOWS = 'nobody@studio.example';
