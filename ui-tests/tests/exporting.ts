import { Page, command, expect } from './app';

/**
 * Save and Export of what is open; the address that JupyterLab opens then.
 * `accept` is the button of the dialog that comes in between, if one does.
 */
export async function exportedAt(
  page: Page,
  format: string,
  accept?: string
): Promise<string> {
  await page.evaluate(() => {
    (window as any).exported = [];
    window.open = (url: any) => (window as any).exported.push(String(url));
  });
  await command(page, 'notebook:export-to-format', { format });
  if (accept) {
    await page.getByRole('button', { name: accept, exact: true }).click();
  }
  await expect
    .poll(() => page.evaluate(() => (window as any).exported.length))
    .toBe(1);
  return page.evaluate(() => (window as any).exported[0]);
}
