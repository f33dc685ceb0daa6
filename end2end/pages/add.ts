import type { Locator, Page } from '@playwright/test';
import type { Pressing } from './pressing';

/** The right pane of the panel: what can come into the scene, its script, and the gate to Stage 9. */
export class AddPane {
  readonly region: Locator;
  readonly script: Locator;
  readonly fromProject: Locator;
  readonly create: Locator;
  readonly existing: Locator;
  readonly searchExisting: Locator;
  readonly created: Locator;
  readonly gate: Gate;

  constructor(
    page: Page,
    private readonly pressing: Pressing,
  ) {
    this.region = page.getByRole('complementary', { name: 'Add new assets' });
    this.script = this.region.getByRole('region', { name: 'Script', exact: true });
    this.fromProject = this.region.getByRole('button', { name: 'Add from project assets' });
    this.create = this.region.getByRole('button', { name: 'Create new asset' });
    this.existing = page.getByRole('dialog', { name: 'Add from project assets' });
    this.searchExisting = this.existing.getByRole('searchbox', { name: 'Search project assets' });
    this.created = page.getByRole('dialog', { name: 'Create new asset' });
    this.gate = new Gate(this.region, pressing);
  }

  /** The asset of the project to choose. */
  choice(name: string): Locator {
    return this.existing.getByRole('checkbox', { name, exact: true });
  }

  async addChosen(): Promise<void> {
    await this.pressing.press(this.existing.getByRole('button', { name: 'Add to scene' }));
  }

  async createAsset(name: string, type: string, description: string): Promise<void> {
    await this.create.click();
    await this.created.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.created.getByRole('combobox', { name: 'Type' }).selectOption({ label: type });
    await this.created.getByRole('textbox', { name: 'Description' }).fill(description);
    await this.pressing.press(this.created.getByRole('button', { name: 'Create asset' }));
  }
}

/** "Before Stage 9". */
export class Gate {
  readonly region: Locator;
  readonly items: Locator;
  readonly back: Locator;
  /** A link once the gate is open; until then a button that leads to what is missing. */
  readonly proceed: Locator;

  constructor(
    pane: Locator,
    private readonly pressing: Pressing,
  ) {
    this.region = pane.getByRole('region', { name: 'Before Stage 9' });
    this.items = this.region.getByRole('listitem');
    this.back = this.region.getByRole('link', { name: 'Back' });
    const open = this.region.getByRole('link', { name: 'Proceed' });
    this.proceed = open.or(this.region.getByRole('button', { name: 'Proceed' }));
  }

  item(name: string): Locator {
    return this.items.filter({ hasText: name });
  }

  async fix(name: string): Promise<void> {
    await this.item(name).getByRole('link', { name: 'Fix' }).click();
  }

  waive(name: string): Locator {
    return this.item(name).getByRole('button', { name: 'Waive', exact: true });
  }

  reason(name: string): Locator {
    return this.item(name).getByRole('textbox', { name: 'Why is no picture needed?' });
  }

  async waiveFor(name: string, reason: string): Promise<void> {
    await this.waive(name).click();
    await this.reason(name).fill(reason);
    await this.pressing.press(this.item(name).getByRole('button', { name: `Waive ${name}` }));
  }
}
