import { test as base, type Page } from '@playwright/test';
import { AccountPage } from './pages/account';
import { BoardPage } from './pages/board';
import { DoorPage } from './pages/door';
import { HandoverPage } from './pages/handover';
import { HomePage } from './pages/home';
import { MembersPage } from './pages/members';
import { MissingPage } from './pages/missing';
import { PanelPage } from './pages/panel';
import { QueuePage } from './pages/queue';
import { ReaderMenu } from './pages/reader';
import { Api } from './support/api';
import { makeFilm, type Film } from './support/film';
import type { Person } from './support/people';
import { Server, type Start } from './support/server';
import { Watch } from './support/watch';

interface PerTest {
  /** Whether the pages' scripts run. */
  scripts: boolean;
  /** How the test's own server starts; none means that the worker's is used. */
  ownServer: Start | undefined;
  /** The server that the test talks to. */
  server: Server;
  api: Api;
  /** The API as somebody's scripts ask it. */
  apiOf: (person: Person) => Api;
  film: Film;
  watch: Watch;
  home: HomePage;
  missing: MissingPage;
  board: BoardPage;
  handover: HandoverPage;
  panel: PanelPage;
  queue: QueuePage;
  door: DoorPage;
  account: AccountPage;
  members: MembersPage;
  reader: ReaderMenu;
  /** The panel of another page in the same browser, as a second editor has it. */
  openAnother: () => Promise<PanelPage>;
}

interface PerWorker {
  shared: Server;
}

export const test = base.extend<PerTest, PerWorker>({
  shared: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  ownServer: [undefined, { option: true }],
  scripts: async ({ javaScriptEnabled }, use) => {
    await use(javaScriptEnabled !== false);
  },
  server: async ({ ownServer, shared }, use) => {
    if (!ownServer) {
      await use(shared);
      return;
    }
    const server = await Server.start(ownServer);
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => {
    await use(server.address);
  },
  api: async ({ server }, use) => {
    await use(new Api(server.address, server.tokenOf(server.maker)));
  },
  apiOf: async ({ server }, use) => {
    await use((person) => new Api(server.address, server.tokenOf(person)));
  },
  film: async ({ api }, use) => {
    await use(await makeFilm(api));
  },
  watch: [
    async ({ context, scripts }, use) => {
      const watch = new Watch(scripts).over(context);
      await use(watch);
      watch.expectSilence();
    },
    { auto: true },
  ],
  home: async ({ page }, use) => use(new HomePage(page)),
  missing: async ({ page }, use) => use(new MissingPage(page)),
  board: async ({ page }, use) => use(new BoardPage(page)),
  handover: async ({ page }, use) => use(new HandoverPage(page)),
  panel: async ({ page, scripts }, use) => use(new PanelPage(page, scripts)),
  queue: async ({ page }, use) => use(new QueuePage(page)),
  door: async ({ page }, use) => use(new DoorPage(page)),
  account: async ({ page }, use) => use(new AccountPage(page)),
  members: async ({ page }, use) => use(new MembersPage(page)),
  reader: async ({ page }, use) => use(new ReaderMenu(page)),
  openAnother: async ({ context, scripts }, use) => {
    await use(async () => new PanelPage(await context.newPage(), scripts));
  },
});

export { expect } from '@playwright/test';
export type { Page };
