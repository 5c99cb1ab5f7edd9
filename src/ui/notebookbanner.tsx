import * as React from 'react';

import { JxWidget } from './context';

/** Words above a notebook: as high as they are, however they wrap. */
export abstract class NotebookBanner extends JxWidget {
  protected abstract renderWords(): JSX.Element | null;

  protected renderContent(): JSX.Element {
    return (
      <div className="jx-NotebookBanner" ref={this._measure}>
        {this.renderWords()}
      </div>
    );
  }

  dispose(): void {
    this._sizes?.disconnect();
    super.dispose();
  }

  /** What is above a notebook is as high as it says, not as what is in it. */
  private _measure = (content: HTMLDivElement | null) => {
    this._sizes?.disconnect();
    this._sizes = null;
    if (content) {
      this._sizes = new ResizeObserver(() => {
        this.node.style.minHeight = `${content.offsetHeight}px`;
        this.parent?.fit();
      });
      this._sizes.observe(content);
    }
  };

  private _sizes: ResizeObserver | null = null;
}
