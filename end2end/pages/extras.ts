import type { Locator } from '@playwright/test';
import type { Pressing } from './pressing';

/** What is sent beside the reference in force. */
export class Extras {
  readonly region: Locator;
  readonly items: Locator;
  readonly more: Locator;
  readonly asset: Locator;
  readonly role: Locator;
  readonly weight: Locator;
  readonly add: Locator;
  readonly weightInForce: Locator;

  constructor(
    editor: Locator,
    private readonly pressing: Pressing,
  ) {
    this.region = editor.getByRole('region', { name: 'Also sent' });
    this.items = this.region.getByRole('list', { name: 'References also sent' }).getByRole('listitem');
    this.more = this.region.getByText('Add reference', { exact: true });
    this.asset = this.region.getByRole('combobox', { name: 'Asset' });
    this.role = this.region.getByRole('combobox', { name: 'Role' });
    this.weight = this.region.getByRole('spinbutton', { name: 'Weight, in percent' });
    this.add = this.region.getByRole('button', { name: 'Also send it' });
    this.weightInForce = this.region.getByRole('spinbutton', { name: 'Weight of the reference in force, in percent' });
  }

  item(name: string): Locator {
    return this.items.filter({ hasText: name });
  }

  weightOf(name: string): Locator {
    return this.region.getByRole('spinbutton', { name: `Weight of ${name}, in percent` });
  }

  remove(name: string): Locator {
    return this.region.getByRole('button', { name: `Remove ${name}`, exact: true });
  }

  /** The form with which another one is added. */
  async open(): Promise<void> {
    if (!(await this.add.isVisible())) {
      await this.more.click();
    }
  }

  async send(name: string, wish: { role?: string; weight?: number } = {}): Promise<void> {
    await this.open();
    await this.asset.selectOption({ label: name });
    if (wish.role) {
      await this.role.selectOption({ label: wish.role });
    }
    if (wish.weight) {
      await this.weight.fill(`${wish.weight}`);
    }
    await this.pressing.press(this.add);
  }

  /** A weight is sent when it is changed. Without scripts its form has "Apply". */
  async weigh(field: Locator, percent: number): Promise<void> {
    await field.fill(`${percent}`);
    if (this.pressing.scripts) {
      await field.press('Enter');
    } else {
      const form = field.locator('xpath=ancestor::form');
      await this.pressing.press(form.getByRole('button', { name: 'Apply' }));
    }
  }
}
