import { Component, type ReactNode } from "react";

interface Props {
  readonly onError?: (error: unknown) => void;
  readonly children: ReactNode;
}

/** Shows the message of what is thrown below. */
export class ErrorBoundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError?.(error);
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <p role="alert">{(error as Error).message}</p> : this.props.children;
  }
}
