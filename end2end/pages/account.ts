import type { Locator, Page } from '@playwright/test';

/** The reader's account; for admins, people as well. */
export class AccountPage {
  readonly title: Locator;
  readonly why: Locator;
  readonly status: Locator;
  readonly newPassword: Locator;
  readonly signOutElsewhere: Locator;
  readonly token: Locator;
  readonly tokenName: Locator;
  readonly tokens: Locator;
  readonly people: Locator;
  readonly everybody: Locator;
  private readonly person: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1 });
    this.why = page.getByRole('alert');
    this.status = page.getByRole('status');
    this.newPassword = page.getByLabel('New password');
    this.signOutElsewhere = page.getByRole('button', { name: 'Sign out everywhere else' });
    this.token = page.getByRole('textbox', { name: /^The token/ });
    this.tokenName = page.getByRole('textbox', { name: 'Name of a new token' });
    this.tokens = page.getByRole('region', { name: 'Your tokens' });
    this.people = page.getByRole('heading', { name: 'People' });
    this.everybody = page.getByRole('region', { name: 'Everybody' });
    this.person = page.getByRole('form', { name: 'Add a person' });
  }

  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  async goto(): Promise<void> {
    await this.page.goto('/account');
  }

  async changePassword(before: string, after: string): Promise<void> {
    await this.page.getByLabel('Old password').fill(before);
    await this.newPassword.fill(after);
    await this.page.getByRole('button', { name: 'Change password' }).click();
  }

  async makeToken(name: string, lasts: string): Promise<void> {
    await this.tokenName.fill(name);
    await this.page.getByRole('combobox', { name: 'Lasts' }).selectOption(lasts);
    await this.page.getByRole('button', { name: 'Make token' }).click();
  }

  async revoke(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Revoke ${name}` }).click();
  }

  personField(label: 'Name' | 'E-mail' | 'First password'): Locator {
    return this.person.getByLabel(label, { exact: true });
  }

  async addPerson(name: string, email: string, password: string): Promise<void> {
    await this.personField('Name').fill(name);
    await this.personField('E-mail').fill(email);
    await this.personField('First password').fill(password);
    await this.person.getByRole('button', { name: 'Add person' }).click();
  }
}
