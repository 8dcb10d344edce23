package miles.serve;

import java.util.Objects;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the HTTP library itself refuses, such as headers that are too large, answered in JSON. */
final class JsonErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer given
            ? given
            : response.getStatus();
    String message =
        Objects.requireNonNullElse(
            (String) request.getAttribute(ErrorHandler.ERROR_MESSAGE),
            HttpStatus.getMessage(status));
    Answers.write(response, callback, status, ModelJson.error(message));
    return true;
  }
}
