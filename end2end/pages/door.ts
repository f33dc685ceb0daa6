import type { Locator, Page } from '@playwright/test';
import type { Person } from '../support/people';

/** The pages before anybody is signed in: "Sign in", and "Welcome" for the first one. */
export class DoorPage {
  readonly title: Locator;
  readonly welcome: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly why: Locator;
  readonly status: Locator;
  private readonly enter: Locator;
  private readonly begin: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Sign in' });
    this.welcome = page.getByRole('heading', { level: 1, name: 'Welcome' });
    this.name = page.getByRole('textbox', { name: 'Name' });
    this.email = page.getByRole('textbox', { name: 'E-mail' });
    this.password = page.getByLabel('Password', { exact: true });
    this.why = page.getByRole('alert');
    this.status = page.getByRole('status');
    this.enter = page.getByRole('button', { name: 'Sign in' });
    this.begin = page.getByRole('button', { name: 'Begin' });
  }

  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  async goto(address = '/login'): Promise<void> {
    await this.page.goto(address);
  }

  async fill(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.enter.click();
  }

  /** Signs somebody in, from the page that asks for it, and waits until they are inside. */
  async letIn(person: Person): Promise<void> {
    await this.fill(person.email, person.password);
    await this.page.getByRole('button', { name: person.name }).waitFor();
  }

  async beFirst(name: string, email: string, password: string): Promise<void> {
    await this.name.fill(name);
    await this.email.fill(email);
    await this.password.fill(password);
    await this.begin.click();
  }
}
