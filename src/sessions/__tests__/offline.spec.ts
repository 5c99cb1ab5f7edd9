import { Sanitizer } from '@jupyterlab/apputils';

import { OfflineSanitizer, offlineResolver, tooltipText } from '../offline';
import { withoutOptions } from '../rendered';

describe('what a run has written', () => {
  const sanitizer = new OfflineSanitizer(new Sanitizer());

  it('loads nothing from elsewhere', () => {
    const shown = sanitizer.sanitize(
      '<p style="background: url(http://a.invalid/b.png)">text</p>' +
        '<img src="http://a.invalid/c.png" alt="c">' +
        '<style>p { background: url(http://a.invalid/d.png) }</style>'
    );
    expect(shown).toContain('text');
    expect(shown).toContain('alt="c"');
    expect(shown).not.toContain('a.invalid');
  });

  it('keeps the pictures that it brings, and links', () => {
    const picture = '<img src="data:image/png;base64,AA==" />';
    expect(sanitizer.sanitize(picture)).toContain('data:image/png');
    expect(
      sanitizer.sanitize('<a href="https://jupyter.org">there</a>')
    ).toContain('https://jupyter.org');
  });

  it('is refused any address in a chart but for data', async () => {
    const data = 'data:text/csv,a';
    expect(await offlineResolver.resolveUrl(data)).toBe(data);
    await expect(offlineResolver.resolveUrl('/api/contents')).rejects.toThrow();
  });

  it('shows no picture in the tooltip of a chart', () => {
    const escape = (value: unknown) => String(value).replace(/</g, '&lt;');
    expect(tooltipText({ image: 'http://a.invalid/', b: '<b>' }, escape)).toBe(
      'image: http://a.invalid/<br>b: &lt;b>'
    );
  });

  it('sets neither options of the page nor the pointer', () => {
    const values = [{ cursor: 'a value' }];
    expect(
      withoutOptions({
        usermeta: { embedOptions: {} },
        data: { values },
        marks: [{ encode: { enter: { cursor: { value: 'url(x)' }, x: 1 } } }]
      })
    ).toEqual({ data: { values }, marks: [{ encode: { enter: { x: 1 } } }] });
  });
});
