import { expect, test } from '../fixtures';
import { SettingsPage } from '../pages/settings';
import { expectAccessible } from '../support/axe';
import { IVO, MARA } from '../support/people';

test.describe('the settings', () => {
  test('show every provider and test its connection', async ({ home, page }) => {
    // Arrange
    const settings = new SettingsPage(page);
    await home.goto();

    // Act
    await settings.link.click();

    // Assert
    await expect(settings.title).toBeVisible();
    await expect(settings.provider('fake')).toContainText('Default');
    await expect(settings.provider('fake')).toContainText('0.04 cr a picture');
    await expect(settings.provider('sketch')).toContainText('No key');
    await expectAccessible(page, 'settings');

    // Act
    await settings.test('fake').click();

    // Assert
    await expect(settings.said('The fake provider is there.')).toBeVisible();
    await expect(page).toHaveURL('/settings');
    await expectAccessible(page, 'settings, tested');
  });
});

test.describe('the settings, with accounts', () => {
  test.use({ ownServer: { people: [MARA, IVO] } });

  test('are there for admins', async ({ door, page, reader }) => {
    // Arrange
    const settings = new SettingsPage(page);
    await door.goto('/login');
    await door.letIn(MARA);

    // Act
    await reader.open(MARA.name);
    await settings.link.click();

    // Assert
    await expect(settings.provider('fake')).toBeVisible();
  });

  test('are missing for everybody else', async ({ door, missing, page, reader, watch }) => {
    // Arrange
    watch.allow(/answer 404: GET/, /status of 404/);
    const settings = new SettingsPage(page);
    await door.goto('/login');
    await door.letIn(IVO);
    await reader.open(IVO.name);
    await expect(reader.account).toBeVisible();
    await expect(settings.link).toHaveCount(0);

    // Act
    await settings.goto();

    // Assert
    await expect(missing.title).toBeVisible();
  });
});
