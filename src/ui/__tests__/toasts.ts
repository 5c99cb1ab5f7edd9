import { Notification } from '@jupyterlab/apputils';

/**
 * The messages of the toasts that show, and what waits until all changes are
 * made. As in JupyterLab every change is made a moment later, and an update a
 * moment later than the rest: it shows one again that was taken away meanwhile.
 */
export function shownToasts(): {
  messages: () => string[];
  settled: () => Promise<void>;
} {
  const shown = new Map<string, string>();
  Notification.manager.changed.connect((_, { type, notification }) => {
    const { id, message } = notification;
    const show = () => void shown.set(id, message);
    setTimeout(() =>
      type === 'added'
        ? show()
        : type === 'removed'
          ? shown.delete(id)
          : setTimeout(show)
    );
  });
  return {
    messages: () => [...shown.values()],
    settled: () => new Promise(resolve => setTimeout(resolve, 50))
  };
}
