import { Page } from './app';

export interface ITask {
  /** Milliseconds. */
  duration: number;
  /** What ran in it, longest first. */
  scripts: string[];
}

/** Notes every task over 50 ms from now on, with what ran in it. */
export async function watchTasks(page: Page): Promise<() => Promise<ITask[]>> {
  await page.evaluate(() => {
    const seen = ((window as any).seen = { tasks: [], frames: [] } as any);
    const note = (type: string, to: any[]) =>
      new PerformanceObserver(list => to.push(...list.getEntries())).observe({
        type
      });
    note('longtask', seen.tasks);
    note('long-animation-frame', seen.frames);
    // Shows that tasks are noted at all.
    return new Promise<void>(done =>
      setTimeout(() => {
        const start = performance.now();
        while (performance.now() - start < 80);
        const look = () => (seen.tasks.length ? done() : setTimeout(look, 20));
        look();
      })
    );
  });
  return () =>
    page.evaluate(() => {
      const { tasks, frames } = (window as any).seen;
      return tasks.map((task: any) => ({
        duration: Math.round(task.duration),
        scripts: frames
          .flatMap((frame: any) => frame.scripts)
          .filter(
            (script: any) =>
              script.startTime < task.startTime + task.duration &&
              script.startTime + script.duration > task.startTime
          )
          .sort((a: any, b: any) => b.duration - a.duration)
          .map(
            (script: any) =>
              `${Math.round(script.duration)} ms ${script.invoker} ${script.sourceURL}`
          )
      }));
    });
}
