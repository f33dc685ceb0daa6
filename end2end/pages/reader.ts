import type { Locator, Page } from '@playwright/test';

/** The reader's own menu in the head of every page. */
export class ReaderMenu {
  readonly menu: Locator;
  readonly account: Locator;
  readonly members: Locator;
  private readonly out: Locator;

  constructor(readonly page: Page) {
    this.menu = page.getByRole('group', { name: 'Your account' });
    this.account = this.menu.getByRole('link', { name: 'Account' });
    this.members = this.menu.getByRole('link', { name: 'Members' });
    this.out = this.menu.getByRole('button', { name: 'Sign out' });
  }

  button(name: string): Locator {
    return this.page.getByRole('banner').getByRole('button', { name, exact: true });
  }

  async open(name: string): Promise<void> {
    await this.button(name).click();
  }

  async signOut(name: string): Promise<void> {
    await this.open(name);
    await this.out.click();
  }
}
