import type { Locator, Page } from '@playwright/test';

type Role = 'Owner' | 'Editor' | 'Viewer';

/** Who takes part in a film. */
export class MembersPage {
  readonly title: Locator;
  readonly rows: Locator;
  readonly why: Locator;
  readonly status: Locator;
  readonly email: Locator;
  readonly leave: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Members' });
    const table = page.getByRole('table', { name: 'Who takes part in this film' });
    this.rows = table.getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.why = page.getByRole('alert');
    this.status = page.getByRole('status');
    this.email = page.getByRole('textbox', { name: 'E-mail' });
    this.leave = page.getByRole('button', { name: 'Leave this film' });
  }

  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  async goto(film: string): Promise<void> {
    await this.page.goto(`${film}/members`);
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole('rowheader', { name }) });
  }

  role(name: string): Locator {
    return this.page.getByRole('combobox', { name: `Role of ${name}` });
  }

  remove(name: string): Locator {
    return this.page.getByRole('button', { name: `Remove ${name}` });
  }

  async add(email: string, role: Role): Promise<void> {
    await this.email.fill(email);
    await this.page.getByRole('combobox', { name: 'Role', exact: true }).selectOption(role);
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
  }

  async change(name: string, role: Role): Promise<void> {
    await this.role(name).selectOption(role);
    await this.page.getByRole('button', { name: `Save the role of ${name}` }).click();
  }
}
