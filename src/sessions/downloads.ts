import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';

import type { IJupyterExt } from '../tokens';
import { download } from './logs';
import type { SessionDetail } from './records';

/** Everything of a session that can be taken away, by its name. */
export function downloads(
  jx: IJupyterExt,
  session: SessionDetail
): { id: string; label: string; url: string }[] {
  const { api, trans } = jx;
  const path = { session_id: session.id };
  const report = (query: Record<string, string | boolean>) =>
    api.url('/sessions/{session_id}/report', path, {
      ...query,
      download: true
    });
  return [
    ...(session.has_report
      ? [
          {
            id: 'html',
            label: trans.__('Report (HTML)'),
            url: report({ code: true })
          },
          {
            id: 'html-without-code',
            label: trans.__('Report without code (HTML)'),
            url: report({ code: false })
          },
          ...(session.pdf_available
            ? [
                {
                  id: 'pdf',
                  label: trans.__('Report (PDF)'),
                  url: report({ format: 'pdf' })
                }
              ]
            : []),
          {
            id: 'notebook',
            label: trans.__('Notebook as executed'),
            url: api.url('/sessions/{session_id}/notebook', path)
          }
        ]
      : []),
    {
      id: 'output',
      label: trans.__('Everything it wrote (zip)'),
      url: api.url('/sessions/{session_id}/run-output', path)
    },
    ...session.logs.map(log => ({
      id: `log-${log.name}`,
      label:
        log.name === 'kernel'
          ? trans.__('Log of the kernel')
          : log.name === 'run'
            ? trans.__('Log of the run')
            : trans.__('Log %1', log.name),
      url: api.url('/sessions/{session_id}/logs/{name}/file', {
        ...path,
        name: log.name
      })
    }))
  ];
}

/** The menu below the Download button. */
export function openDownloads(
  jx: IJupyterExt,
  session: SessionDetail,
  button: HTMLElement
): void {
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  for (const { id, label, url } of downloads(jx, session)) {
    commands.addCommand(id, {
      label,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => download(url)
    });
    menu.addItem({ command: id });
  }
  menu.aboutToClose.connect(() => {
    window.setTimeout(() => menu.dispose(), 0);
  });
  const box = button.getBoundingClientRect();
  menu.open(box.left, box.bottom);
}
