package dev.berth.agent.model;

import dev.berth.agent.TaskFailure;
import dev.berth.agent.tool.ToolSpec;
import dev.berth.runtime.session.SessionContext;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The model behind the session's gateway, spoken to through langchain4j. Thread-safe. */
public final class GatewayModel implements Model {
  /** Longer than the longest answer a provider takes for one turn. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final ChatModel chat;
  private final List<ToolSpecification> tools;

  /** A model with tools; the session's token is the key. */
  public GatewayModel(SessionContext.Model model, String token, List<ToolSpec> tools) {
    chat =
        switch (model.protocol()) {
          case "openai" -> openAi(model, token);
          case "anthropic" -> anthropic(model, token);
          default ->
              throw new TaskFailure(
                  "MODEL_PROTOCOL_UNKNOWN", "Unknown model protocol " + model.protocol());
        };
    this.tools = tools.stream().map(GatewayModel::specification).toList();
  }

  private static ChatModel openAi(SessionContext.Model model, String token) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(model.baseUrl())
        .apiKey(token)
        .modelName(model.name())
        .maxTokens(model.maxOutputTokens())
        .timeout(TIMEOUT)
        .maxRetries(0)
        .build();
  }

  private static ChatModel anthropic(SessionContext.Model model, String token) {
    return AnthropicChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(model.baseUrl())
        .apiKey(token)
        .modelName(model.name())
        .maxTokens(model.maxOutputTokens())
        .cacheSystemMessages(true)
        .cacheTools(true)
        .timeout(TIMEOUT)
        .maxRetries(0)
        .build();
  }

  private static JdkHttpClientBuilder http() {
    // The gateway is on loopback and speaks HTTP/1.1; an upgrade offer or a proxy would only be in
    // the way.
    return JdkHttpClient.builder()
        .httpClientBuilder(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY));
  }

  @Override
  public ModelReply next(String system, List<ModelMessage> conversation)
      throws InterruptedException {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(system));
    conversation.forEach(message -> messages.add(chatMessage(message)));
    ChatResponse response;
    try {
      response =
          chat.chat(ChatRequest.builder().messages(messages).toolSpecifications(tools).build());
    } catch (RuntimeException e) {
      throw ModelFailures.translate(e);
    }
    return reply(response);
  }

  private static ModelReply reply(ChatResponse response) {
    AiMessage message = response.aiMessage();
    List<ModelMessage.ToolCall> calls = new ArrayList<>();
    if (message.hasToolExecutionRequests()) {
      for (ToolExecutionRequest request : message.toolExecutionRequests()) {
        String arguments =
            Optional.ofNullable(request.arguments()).filter(a -> !a.isBlank()).orElse("{}");
        String id = Optional.ofNullable(request.id()).orElse("call_" + calls.size());
        calls.add(new ModelMessage.ToolCall(id, request.name(), arguments));
      }
    }
    String text = Optional.ofNullable(message.text()).orElse("");
    Optional<TokenUsage> usage = Optional.ofNullable(response.tokenUsage());
    return new ModelReply(
        new ModelMessage.Assistant(text, calls),
        usage.map(TokenUsage::inputTokenCount).orElse(0),
        usage.map(TokenUsage::outputTokenCount).orElse(0),
        response.finishReason() == FinishReason.LENGTH);
  }

  private static ChatMessage chatMessage(ModelMessage message) {
    return switch (message) {
      case ModelMessage.User user -> UserMessage.from(user.text());
      case ModelMessage.Assistant assistant -> aiMessage(assistant);
      case ModelMessage.ToolAnswer answer ->
          ToolExecutionResultMessage.builder()
              .id(answer.callId())
              .toolName(answer.tool())
              .text(answer.text())
              .isError(!answer.ok())
              .build();
    };
  }

  private static AiMessage aiMessage(ModelMessage.Assistant assistant) {
    AiMessage.Builder builder = AiMessage.builder();
    if (!assistant.text().isBlank() || assistant.calls().isEmpty()) {
      // Providers refuse an empty message, but it has to be answered to.
      builder.text(assistant.text().isBlank() ? "(no answer)" : assistant.text());
    }
    List<ToolExecutionRequest> requests =
        assistant.calls().stream()
            .map(
                call ->
                    ToolExecutionRequest.builder()
                        .id(call.id())
                        .name(call.tool())
                        .arguments(call.arguments())
                        .build())
            .toList();
    return builder.toolExecutionRequests(requests).build();
  }

  private static ToolSpecification specification(ToolSpec spec) {
    JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
    for (ToolSpec.Parameter parameter : spec.parameters()) {
      switch (parameter.type()) {
        case STRING -> schema.addStringProperty(parameter.name(), parameter.description());
        case INTEGER -> schema.addIntegerProperty(parameter.name(), parameter.description());
        case BOOLEAN -> schema.addBooleanProperty(parameter.name(), parameter.description());
      }
    }
    List<String> required =
        spec.parameters().stream()
            .filter(ToolSpec.Parameter::required)
            .map(ToolSpec.Parameter::name)
            .toList();
    return ToolSpecification.builder()
        .name(spec.name())
        .description(spec.description())
        .parameters(schema.required(required).build())
        .build();
  }
}
