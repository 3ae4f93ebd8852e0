package dev.sluice.ops.api.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import java.nio.charset.Charset;
import java.util.List;

/** What the server refuses before it knows which endpoint is asked, in the form of all refusals. */
public final class BareErrors extends ErrorHandler {
    @Override
    protected boolean generateAcceptableResponse(
            Request request,
            Response response,
            Callback callback,
            String contentType,
            List<Charset> charsets,
            int code,
            String message,
            Throwable cause) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.PROBLEM);
        Content.Sink.write(
                response,
                true,
                Answer.text(Answer.problem(code, String.valueOf(message))),
                callback);
        return true;
    }
}
